import { isIP } from 'node:net';
import { z } from 'zod';
import { optional, required, type DerivedDefault, type Setting } from './setting.ts';

type Common = Pick<Setting, 'env' | 'description'>;
type Default = string | DerivedDefault;

const portNumber = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65535);

const text = z.string().trim().min(1);

const address = z.string().transform((given, context) => {
  const url = URL.parse(given);
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search || url.hash || url.username || url.password) {
    context.addIssue({ code: 'custom' });
    return z.NEVER;
  }
  return url;
});

const list = z.string().transform((given) =>
  given
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);

export function portSetting(setting: Common & { default: Default }): Setting<number> {
  return required({ ...setting, schema: portNumber, accepts: 'a port number, 1 to 65535' });
}

export function numberSetting(
  setting: Common & { default: string; minimum: number; maximum: number },
): Setting<number> {
  const { minimum, maximum, ...rest } = setting;
  const schema = z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum);
  return required({ ...rest, schema, accepts: `a whole number from ${minimum} to ${maximum}` });
}

export function textSetting(setting: Common & { default: Default }): Setting<string> {
  return required({ ...setting, schema: text, accepts: 'a text that is not empty' });
}

export function optionalTextSetting(setting: Common): Setting<string | undefined> {
  return optional({ ...setting, schema: text, accepts: 'a text that is not empty' });
}

/** Keeps the text as given: an issuer is compared character by character (RFC 8414 section 3.3). */
export function issuerSetting(setting: Common & { default: Default }): Setting<string> {
  const schema = z.string().refine((given) => address.safeParse(given).success);
  return required({ ...setting, schema, accepts: 'an http(s) address without query or fragment' });
}

/** A base address, read without a trailing slash. */
export function addressSetting(setting: Common & { default: Default }): Setting<string> {
  const schema = address.transform((url) => url.href.replace(/\/$/, ''));
  return required({ ...setting, schema, accepts: 'an http(s) address without query or fragment' });
}

export function originSetting(setting: Common & { default: Default }): Setting<string> {
  const schema = address.refine((url) => url.pathname === '/').transform((url) => url.origin);
  return required({ ...setting, schema, accepts: 'an http(s) origin without a path, as in https://console.example' });
}

export function listSetting(setting: Common & { default: string }): Setting<string[]> {
  return required({ ...setting, schema: list, accepts: 'a list separated by commas' });
}

/** What Express's `trust proxy` takes, but for all the world, which would believe any client. */
export function proxiesSetting(setting: Common & { default: string }): Setting<string[]> {
  const schema = list.refine((entries) => entries.every(isAddressOrNetwork));
  return required({ ...setting, schema, accepts: 'a list of IP addresses and networks, as in 10.0.0.7, 10.1.0.0/16' });
}

function isAddressOrNetwork(entry: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(entry)) return true;
  const [address = '', prefix, ...more] = entry.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  if (isIP(address) === 0 || more.length > 0) return false;
  return prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits);
}

export function choiceSetting<const Value extends string>(
  setting: Common & { default: Value; choices: readonly [Value, ...Value[]] },
): Setting<Value> {
  const { choices, ...rest } = setting;
  return required({ ...rest, schema: z.string().pipe(z.enum(choices)), accepts: `one of ${choices.join(', ')}` });
}
