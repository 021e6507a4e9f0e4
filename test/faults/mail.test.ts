import { holdShortly } from './short-forms';

// F2, F3 and F6 with real processes that are killed and stopped, in their short form; test/mail/ holds the short forms of the others.
holdShortly(['F2', 'F3', 'F6']);
