/** Why a document was not taken in, in words that follow "The document …". */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
