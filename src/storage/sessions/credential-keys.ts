/** The secrets that credentials were ever hashed under, by fingerprint. Throws when D1 fails. */
export interface CredentialKeys {
  /**
   * Fingerprints that are on record and not among the configured ones: endings under those keys cannot be recognised.
   * When there are none, the configured ones go on record. One query, two when a key is new.
   */
  findMissing(configured: readonly string[], now: number): Promise<readonly string[]>;
}

export function createCredentialKeys(db: D1Database): CredentialKeys {
  return {
    async findMissing(configured, now) {
      const rows = await db.prepare("SELECT fingerprint FROM credential_keys").raw<[fingerprint: string]>();
      const recorded = new Set(rows.map(([fingerprint]) => fingerprint));
      const missing = [...recorded].filter((fingerprint) => !configured.includes(fingerprint));
      const fresh = configured.filter((fingerprint) => !recorded.has(fingerprint));
      if (missing.length === 0 && fresh.length > 0) {
        await db
          .prepare(
            "INSERT INTO credential_keys (fingerprint, first_used_at) SELECT value, ?2 FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING",
          )
          .bind(JSON.stringify(fresh), now)
          .run();
      }
      return missing;
    },
  };
}
