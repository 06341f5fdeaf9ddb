import { type Address, formatAddress } from "../../../address/address.ts";
import { formatRange, prefixRange } from "../../../address/range.ts";
import { bareRange } from "../../../allowlist/entry-line.ts";
import { isLive } from "../../../allowlist/lockout.ts";
import type { Visit } from "../../page.ts";
import { Code } from "../../parts/code.tsx";
import { fill } from "../../parts/fill.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Time } from "../../parts/time.tsx";
import { ownListingEnd } from "../own-access.tsx";

/** The length of the network that a household or office has for itself (RFC 6177). */
const NETWORK_PREFIX_6 = 64;

/**
 * Where the visitor is, and a way to put it on the list. The buttons belong to the form of the list: they add a line to
 * what is typed there and keep all the rest.
 */
export function YourAddress({ visit, form }: { readonly visit: Visit; readonly form: string | null }) {
  const { texts, deps, covering } = visit;
  const { you } = texts.allowlist;
  const { address } = deps;
  const listed = covering.find((entry) => isLive(entry, deps.now()));
  const end = ownListingEnd(visit);
  return (
    <section class="card" aria-labelledby="you">
      <h2 id="you">{you.title}</h2>
      {address === null ? (
        <p>{you.unknown}</p>
      ) : (
        <>
          <p class="address">
            <Code text={formatAddress(address)} />
          </p>
          {listed === undefined ? (
            <>
              <p>{you.notListed}</p>
              {form === null ? null : <AddButtons address={address} form={form} visit={visit} />}
            </>
          ) : (
            <p class="on-list">
              <Icon name="check" /> <bdi>{you.listed(listed.label)}</bdi>
            </p>
          )}
          {listed === undefined || end === null ? null : (
            <>
              <p>{fill(you.until, { time: <Time texts={texts} at={end.at} /> })}</p>
              {form === null ? null : <AddButtons address={address} form={form} visit={visit} />}
            </>
          )}
        </>
      )}
    </section>
  );
}

interface AddButtonsProps {
  readonly address: Address;
  readonly form: string;
  readonly visit: Pick<Visit, "texts" | "covering">;
}

/** A button for each way to list the address that the list does not have yet. */
function AddButtons({ address, form, visit }: AddButtonsProps) {
  const { you } = visit.texts.allowlist;
  const text = formatAddress(address);
  const listed = new Set(visit.covering.map(({ range }) => bareRange(range)));
  if (address.family === 4) {
    return listed.has(text) ? null : (
      <button type="submit" form={form} name="add" value={text} class="secondary">
        <Icon name="plus" /> {you.add}
      </button>
    );
  }
  const network = formatRange(prefixRange(address, NETWORK_PREFIX_6));
  const cidr = "cidr" in network ? network.cidr : text;
  return (
    <>
      <p class="hint">{you.ipv6}</p>
      {listed.has(cidr) ? null : (
        <button type="submit" form={form} name="add" value={cidr} class="secondary">
          <Icon name="plus" /> {you.addNetwork(cidr)}
        </button>
      )}
      {listed.has(text) ? null : (
        <button type="submit" form={form} name="add" value={text} class="quiet">
          {you.addAddress}
        </button>
      )}
    </>
  );
}
