import { createHash } from 'node:crypto';
import { pipeline, Transform, type Readable } from 'node:stream';
import { Damaged } from '../http/errors';

/**
 * `content` as it is, but for its last piece, which is held back until the digest of the whole is right: what is damaged on
 * the disk never arrives whole, so a browser says that saving it failed. @throws Damaged, on the stream
 */
export function checkedStream(content: Readable, sha256: string): Readable {
  const hash = createHash('sha256');
  let held: Buffer | null = null;
  const checked = new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece);
      const before = held;
      held = piece;
      done(null, before ?? undefined);
    },
    flush(done) {
      if (hash.digest('hex') !== sha256) done(new Damaged());
      else done(null, held ?? undefined);
    },
  });
  return pipeline(content, checked, () => undefined);
}
