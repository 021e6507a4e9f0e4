import { holdShortly } from './short-forms';

// A21, F9b and F20 to F24 with real processes, each once (F13's short form is in test/imports/import-safety.test.ts); `npm run faults` does the same at length and reports the times.
holdShortly(['A21', 'F9b', 'F20', 'F21', 'F21b', 'F22', 'F23', 'F24']);
