import { codeFor, People, ROLES, Members, type Role } from '@gateway/identity';
import { Database } from '@gateway/database';
import { Option, type Command } from 'commander';
import { print } from '../print';
import { OPERATOR, withGateway } from '../session';

interface Json {
  readonly json?: boolean;
}

/** `user`: the first people of an installation and of a tenant; everything else is done in the pages. */
export function describeUsers(program: Command): void {
  const user = program.command('user').description('people who sign in; an invitation is shown once');
  user
    .command('create-operator')
    .argument('<email>')
    .argument('<name>')
    .description('somebody who runs the installation; sets up a second factor when signing in first')
    .option('--json')
    .action(createOperator);
  user
    .command('invite')
    .argument('<tenant>')
    .argument('<email>')
    .argument('<name>')
    .addOption(new Option('--role <role>').choices(ROLES).default('tenant_admin'))
    .option('--json')
    .action(inviteMember);
  user
    .command('recover')
    .argument('<email>')
    .description('another password for somebody who has lost theirs; signs out everywhere')
    .option('--second-factor-lost', 'takes the second factor away as well')
    .option('--json')
    .action(recover);
  user
    .command('code')
    .argument('<secret>', 'of an authenticator app')
    .description('what an authenticator app would show now')
    .action(showCode);
}

/** For demos and scripts; people have an app for it. */
function showCode(secret: string): void {
  console.log(codeFor(secret, new Date()));
}

function createOperator(email: string, name: string, options: Json): Promise<void> {
  return withGateway(async ({ get }) => {
    const { account, invitation } = await get(People).create(OPERATOR, { name, email, operator: true });
    print({ id: account.id, ...linkOf(invitation) }, options);
  });
}

function inviteMember(
  tenant: string,
  email: string,
  name: string,
  { role, json = false }: { role: Role; json?: boolean },
): Promise<void> {
  return withGateway(async ({ get }) => {
    const { member, invitation } = await get(Database).tenant(tenant, (tx) =>
      get(Members).add(tx, { tenant, actor: OPERATOR }, { name, email, role }),
    );
    print({ id: member.id, role, ...linkOf(invitation ?? undefined) }, { json });
  });
}

function recover(
  email: string,
  { secondFactorLost = false, json = false }: { secondFactorLost?: boolean; json?: boolean },
): Promise<void> {
  return withGateway(async ({ get }) => {
    const invitation = await get(People).recover(OPERATOR, email, { secondFactorLost });
    print({ ...linkOf(invitation) }, { json });
  });
}

/** The part of the address after `#` is never sent to any server. */
const linkOf = (
  invitation: { readonly token: string; readonly endsAt: Date } | undefined,
): Record<string, unknown> =>
  invitation ? { open: `/invitation#${invitation.token}`, until: invitation.endsAt } : {};
