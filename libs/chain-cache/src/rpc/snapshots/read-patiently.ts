import { unlessAborted } from '../../common/unless-aborted.js';
import type { Survey } from '../client/survey.js';
import { ChainUnavailableError } from '../errors.js';

/**
 * Reads from the endpoints that answered in good time; if those can't give what is asked for, from
 * all, once the slowest have answered or failed, too.
 */
export async function readPatiently<T>(
  survey: Survey,
  signal: AbortSignal,
  read: (survey: Survey) => Promise<T>,
): Promise<T> {
  try {
    return await read(survey);
  } catch (error) {
    if (survey.whole === undefined || !(error instanceof ChainUnavailableError)) throw error;
    return await read(await unlessAborted(survey.whole, signal));
  }
}
