import { Database } from '@gateway/database';
import { codeFor, Members, People, type Role } from '@gateway/identity';
import { OPERATOR, type Session } from '../session';

/** The same for all of them: they are made up, and so is everything they see. */
const PASSWORD = 'Regenschirm-im-Kirschbaum';

/** Somebody who can sign in to the demo. */
export interface SampleSignIn {
  readonly tenant: string;
  readonly role: Role | 'operator';
  readonly email: string;
  readonly password: string;
}

const OPERATOR_ADDRESS = 'betrieb@drehkreuz.example';

const NAMES: Readonly<Record<Role, string>> = {
  tenant_admin: 'Anna Beispiel (erfunden)',
  clerk: 'Bernd Beispiel (erfunden)',
  auditor: 'Clara Beispiel (erfunden)',
};

/** One person per role in each tenant, and an operator for all of them. */
export async function createSamplePeople(
  get: Session['get'],
  tenants: ReadonlyMap<string, { readonly id: string }>,
): Promise<SampleSignIn[]> {
  const members = [...tenants].flatMap(([tenant, { id }], index) =>
    (Object.keys(NAMES) as Role[]).map((role) => ({
      ...{ tenant, id, role, name: NAMES[role] },
      email: `${role.replace('tenant_', '')}@traeger-${index + 1}.example`,
    })),
  );
  await Promise.all(
    members.map(async ({ id, role, name, email }) => {
      await get(People).create(OPERATOR, { name, email }, PASSWORD);
      await get(Database).tenant(id, (tx) =>
        get(Members).add(tx, { tenant: id, actor: OPERATOR }, { name, email, role }),
      );
    }),
  );
  const operator = { name: 'Olga Betrieb (erfunden)', email: OPERATOR_ADDRESS, operator: true };
  await get(People).create(OPERATOR, operator, PASSWORD);
  return [
    ...members.map(({ tenant, role, email }) => ({ tenant, role, email, password: PASSWORD })),
    { tenant: 'alle', role: 'operator', email: OPERATOR_ADDRESS, password: PASSWORD },
  ];
}

/** Sets the operator's second factor up, as the operator would, and answers the secret for an app. */
export async function setUpOperator(api: string): Promise<string> {
  let cookie = '';
  const post = async <T>(path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${api}/session${path}`, {
      method: 'POST',
      headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return (await answer.json()) as T;
  };
  await post('/sign-in', { email: OPERATOR_ADDRESS, password: PASSWORD });
  const { secret } = await post<{ secret: string }>('/second-factor/setup');
  await post('/second-factor/confirm', { code: codeFor(secret, new Date()) });
  await post('/sign-out');
  return secret;
}

export const signInHints = (signIns: readonly SampleSignIn[], url: string, secret: string): string =>
  [
    `Open ${url} and sign in as one of these (made up, like everything here):`,
    '',
    ...signIns.map(({ email, role, tenant }) => `  ${email.padEnd(30)} ${role.padEnd(13)} ${tenant}`),
    '',
    `  password of all of them: ${PASSWORD}`,
    `  second factor of the operator: type ${secret} into an authenticator app,`,
    `  or ask for a code: npm run cli -- user code ${secret}`,
    '',
  ].join('\n');
