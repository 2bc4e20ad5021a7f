import { domainToASCII } from 'node:url';
import { emailPattern } from '../platform/http/fields';

/**
 * An address as SMTP takes it everywhere: the domain in the letters of DNS (`почта.рф` is `xn--80a1acny.xn--p1ai`), the
 * rest as it is. Undefined for what is not one mail address. Letters beyond ASCII before the @ need SMTPUTF8 on every
 * server on the way, which nobody can promise: they are none.
 */
export function wireAddress(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  // Whoever types a domain in capitals means the same one.
  if (emailPattern.test(address)) return address.slice(0, at) + address.slice(at).toLowerCase();
  // Only whole letters of a domain: what a URL would cut off or decode is not an address.
  if (at < 1 || !/^[\p{L}\p{M}\p{N}.-]+$/u.test(address.slice(at + 1))) return undefined;
  const wire = `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`;
  return emailPattern.test(wire) ? wire : undefined;
}

/** The domain of an address, as limits and lists know it. */
export function domainOf(address: string): string {
  const wire = wireAddress(address) ?? address;
  return wire.slice(wire.lastIndexOf('@') + 1).toLowerCase();
}

/** The address by which lists of addresses know it: how it is written does not matter to any server that there is. */
export function addressKey(address: string): string {
  return (wireAddress(address) ?? address.trim()).toLowerCase();
}

/** Whether an address is among those that are allowed: `*`, `*@domain`, or the address. */
export function isAllowed(address: string, patterns: readonly string[]): boolean {
  const key = addressKey(address);
  return patterns.some(
    (pattern) =>
      pattern === '*' || pattern === key || (pattern.startsWith('*@') && domainOf(key) === pattern.slice(2)),
  );
}
