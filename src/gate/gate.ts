import type { Config } from "../config/config.ts";
import type { Log } from "../log.ts";
import { compileLoosely } from "../policy/loose-path-list.ts";
import { ok } from "../result.ts";
import type { CredentialProfile } from "../sessions/credentials/credential-profile.ts";
import { createDeviceDescriber, type Device } from "../sessions/device/device.ts";
import type { SessionGate } from "../sessions/session-gate.ts";
import type { EntryUses } from "../storage/entries/entry-use.ts";
import type { HostReadFault, HostRecord, HostStore } from "../storage/kv/host-store.ts";
import type { SnapshotStore } from "../storage/kv/snapshot-store.ts";
import type { Sleep } from "../storage/time-limit.ts";
import type { BindingCounts } from "../storage/visits/binding-counts.ts";
import type { Denials } from "../storage/visits/denials.ts";
import { createFormTokens, type FormTokens } from "./access-request/form-token.ts";
import type { ClientVisit, Moment } from "./arrival/arrive.ts";
import { type BindingCounter, createBindingCounter } from "./binding-counter.ts";
import { createDenialCounter, type DenialCounter } from "./denials.ts";
import { createEntryUseCounter, type EntryUseCounter } from "./entry-use.ts";
import type { ResolverAnswer } from "./identity/account-resolver.ts";
import type { Identities } from "./identity/identities.ts";
import { createAccountCheck } from "./memory/account-check.ts";
import { createEdgeCopy, EDGE_COPY_FRESH_MS, EDGE_COPY_HARD_MS, type EdgeCopy } from "./memory/edge-copy.ts";
import { createSnapshots, type Snapshots } from "./memory/snapshots.ts";
import type { Origin } from "./origin/origin-request.ts";

/** What an isolate needs to judge visits. */
export interface Gate {
  readonly config: Config;
  readonly hosts: EdgeCopy<HostRecord, HostReadFault>;
  readonly snapshots: Snapshots;
  /** Says where a request carries the product's credentials: for the surface, and to remove what does not pass. */
  readonly credentials: CredentialProfile;
  /** Null: the product's profile names no session cookies, no authenticated paths and no resolver. */
  readonly sessions: SessionGate | null;
  /** Finds the account that credentials belong to; null: the deployment knows no sessions. */
  readonly identities: Identities | null;
  /** Asks the origin's resolver about a Cookie header; null: there is no resolver. */
  readonly resolveCookies: ((cookie: string, visit: ClientVisit) => Promise<ResolverAnswer>) | null;
  /** Whether D1 has an account of which KV has no list. Fails closed: true when D1 does not answer. */
  readonly hasAccount: (account: string, moment: Moment) => Promise<boolean>;
  /** Whether the origin may read a path (the URL parser's serialisation) as a step of a login, spelled in another way. */
  readonly mayBeLoginPath: (pathname: string) => boolean;
  readonly denials: DenialCounter;
  /** Proofs in the forms by which refused visitors ask for access. */
  readonly formTokens: FormTokens;
  /** Counts how session cookies come: with their seals or without. */
  readonly bindings: BindingCounter;
  /** Notes which addresses the lists admitted. */
  readonly entryUse: EntryUseCounter;
  readonly describeDevice: (headers: Headers) => Device;
  readonly origin: Origin;
  readonly log: Log;
}

/**
 * Bytes of snapshots in memory: 40 lists of 100,000 ranges, or thousands of ordinary ones; well below the 128 MB of an
 * isolate.
 */
const SNAPSHOTS_MAX_BYTES = 48 * 1024 * 1024;
const HOSTNAME_MAX_LENGTH = 253;
const HOSTS_MAX_BYTES = 4 * 1024 * 1024;
/** Approximate bytes of one host record in memory, with its keys. */
const HOST_BYTES = 400;
const SNAPSHOT_OVERHEAD_BYTES = 1_000;

export interface GateParts {
  readonly config: Config;
  readonly hostStore: HostStore;
  readonly snapshotStore: SnapshotStore;
  readonly denials: Pick<Denials, "record">;
  readonly bindingCounts: Pick<BindingCounts, "record">;
  readonly entryUses: Pick<EntryUses, "record">;
  readonly credentials: CredentialProfile;
  readonly sessions: SessionGate | null;
  readonly identities: Identities | null;
  readonly resolveCookies: Gate["resolveCookies"];
  readonly hasAccount: (account: string) => Promise<boolean>;
  readonly origin: Origin;
  readonly log: Log;
  readonly sleep: Sleep;
}

export function createGate(parts: GateParts): Gate {
  const { config, hostStore, snapshotStore, denials, credentials, sessions, identities, resolveCookies } = parts;
  const { origin, log, sleep } = parts;
  const describeDevice = createDeviceDescriber();
  const limits = {
    freshMs: EDGE_COPY_FRESH_MS,
    hardMs: EDGE_COPY_HARD_MS,
    staleMaxMs: config.staleSnapshotMaxSeconds * 1000,
  };
  return {
    config,
    hosts: createEdgeCopy({
      // No hostname is longer (RFC 1035), and KV accepts keys of up to 512 bytes.
      read: async (hostname) => (hostname.length > HOSTNAME_MAX_LENGTH ? ok(null) : hostStore.read(hostname)),
      limits,
      maxBytes: HOSTS_MAX_BYTES,
      sizeOf: (record) => HOST_BYTES + record.hostname.length,
    }),
    snapshots: createSnapshots(
      createEdgeCopy({
        read: (account) => snapshotStore.read(account),
        limits,
        maxBytes: SNAPSHOTS_MAX_BYTES,
        sizeOf: ({ snapshot }) => SNAPSHOT_OVERHEAD_BYTES + (snapshot?.saved.byteLength ?? 0),
      }),
    ),
    credentials,
    sessions,
    identities,
    resolveCookies,
    hasAccount: createAccountCheck(parts.hasAccount, log),
    mayBeLoginPath: config.sessions === null ? () => false : compileLoosely(config.sessions.loginPaths),
    denials: createDenialCounter({ denials, describeDevice, log, now: Date.now, sleep }),
    // A form lives for an hour, so either secret may be changed at any time.
    formTokens: createFormTokens(config.sessions?.credentialKeys[0]?.secret ?? config.operatorToken),
    bindings: createBindingCounter({ bindingCounts: parts.bindingCounts, log, now: Date.now, sleep }),
    entryUse: createEntryUseCounter({ entryUses: parts.entryUses, log, now: Date.now, sleep }),
    describeDevice,
    origin,
    log,
  };
}
