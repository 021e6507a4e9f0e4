import { holdShortly } from './short-forms';

// F2, F3, F9, F11 and F12 of reminders with real processes, in their short form; test/reminders holds the short form of F1, test/time that of F10.
holdShortly(['F2r', 'F3r', 'F9r', 'F11r', 'F12r']);
