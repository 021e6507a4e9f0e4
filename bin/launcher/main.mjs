import { Sentence, Stopped, sentenceFor } from './sentence.mjs';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a launcher: what goes wrong becomes one sentence on stderr, Ctrl-C and SIGTERM become an AbortSignal.
 * @param work gets the AbortSignal, and answers the exit code
 * @param where the folder that is worked in, for errors that name none
 * @returns {Promise<number>} the exit code
 */
export async function guarded(work, where) {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  for (const name of STOP_SIGNALS) process.on(name, onSignal); // stays: a second Ctrl-C must not cut the clean stop short
  if (process.env.npm_lifecycle_event) whenParentEnds(onSignal);
  try {
    return await work(stop.signal);
  } catch (error) {
    if (error instanceof Stopped) return 130;
    console.error(sentenceFor(error, where));
    if (process.env.DEBUG && !(error instanceof Sentence)) console.error(error);
    return 1;
  }
}

// npm that is ended by force takes nobody with it: without this the application would run on unseen.
function whenParentEnds(act) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, 300);
  timer.unref();
}
