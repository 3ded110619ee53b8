/** Everything the provider keeps, one row an artifact: sessions, grants, codes, refresh tokens, pushed requests, …. */
export interface ArtifactsTable {
  /** The provider's name of the kind: `Session`, `RefreshToken`, …. */
  kind: string;
  /** SHA-256 of the artifact's id, hex: the id of a session or refresh token is what the browser or client shows. */
  id_hash: string;
  /** JWE of the provider's payload, see payload-seal.ts. */
  payload: string;
  /** Set on what dies when the grant is revoked. */
  grant_id: string | null;
  /** On a session its own uid; on codes and tokens the uid of the session they come from. */
  session_uid: string | null;
  consumed_at: Date | null;
  expires_at: Date;
}

export interface AuthorityTables {
  'authority.artifacts': ArtifactsTable;
}
