// Where a notice may go. A subscriber names any URL, so without this anybody with a token could make us call what only
// we can reach: the cloud's metadata, the database's neighbours. Names are checked at the moment of the connection, on
// the address that is then used: what is checked earlier may be another address later.
import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Hosts that may be in a private network, as an operator named them; lower case. */
export type AllowedHosts = ReadonlySet<string>;

const ALLOWED = 'an operator allowed the host by name (PUSH_ALLOWED_HOSTS)';

/** A sentence that says what is wrong with it; null: nothing, as far as can be told without connecting. */
export function refuseUrl(url: string, allowed: AllowedHosts): string | null {
  if (!URL.canParse(url)) return 'must be a URL';
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return 'must be an http(s) URL';
  if (parsed.username !== '' || parsed.password !== '') return 'must not carry a password';
  const host = hostOf(parsed);
  if (allowed.has(host)) return null;
  if (parsed.protocol === 'http:') return `must be https, unless ${ALLOWED}`;
  if (isIP(host) !== 0 && !isPublic(host)) return `must not point into a private network, unless ${ALLOWED}`;
  return null;
}

/** Without the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

/** For a connection: resolves the name, and leaves only addresses that may be called. */
export function guardedLookup(allowed: AllowedHosts): LookupFunction {
  return (hostname, options, callback) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const usable = allowed.has(hostname.toLowerCase())
        ? addresses
        : addresses.filter(({ address }) => isPublic(address));
      const [first] = usable;
      if (first === undefined) callback(new PrivateAddress(hostname), []);
      else if (options.all === true) callback(null, usable);
      else callback(null, first.address, first.family);
    });
  };
}

/** Only what the registries call global unicast: no loopback, no link-local, no mapped or tunneled way around it. */
export function isPublic(address: LookupAddress['address']): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

export class PrivateAddress extends Error {
  constructor(host: string) {
    super(`${host} is in a private network, and no operator allowed it by name (PUSH_ALLOWED_HOSTS).`);
    this.name = 'PrivateAddress';
  }
}
