/**
 * - `not-encrypted`: the bytes are not of this format
 * - `unsupported`: of the format, in a version or form that this program does not read
 * - `wrong-key`: none of the keys given is one that the file was encrypted for
 * - `wrong-path`: the file was encrypted as another one than it lies as
 * - `damaged`: a part was changed, lost, repeated or moved
 * - `truncated`: the end is missing
 * - `trailing-bytes`: something follows the end
 */
export type DecryptionFault =
  'not-encrypted' | 'unsupported' | 'wrong-key' | 'wrong-path' | 'damaged' | 'truncated' | 'trailing-bytes';

/** Why a file cannot be decrypted. What was given out before it was authentic, but is not the whole file. */
export class DecryptionError extends Error {
  override readonly name = 'DecryptionError';
  readonly fault: DecryptionFault;

  constructor(fault: DecryptionFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
