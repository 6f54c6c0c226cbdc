/**
 * A certified OpenID provider, in a process of its own: told over IPC who is at the keyboard, and where the
 * gateway really listens. Answers its issuer.
 */
import { createServer } from 'node:https';
import Provider from 'oidc-provider';

const { key, cert, clientId, clientSecret, publicUrl } = JSON.parse(process.argv[2]);
let gateway = publicUrl;
/** @type {{ sub: string, amr?: string[], claims: Record<string, unknown> }} */
let person = { sub: 'nobody', claims: {} };
const people = new Map();

const server = createServer({ key, cert });
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `https://127.0.0.1:${server.address().port}`;
const api = `${publicUrl}/api/v1/session/oidc/school`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [`${api}/callback`],
      post_logout_redirect_uris: [`${publicUrl}/sign-in`],
      token_endpoint_auth_method: 'client_secret_post',
      backchannel_logout_uri: `${api}/back-channel-logout`,
      backchannel_logout_session_required: true,
    },
  ],
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  claims: {
    openid: ['sub', 'amr'],
    profile: ['name', 'groups', 'realm_access'],
    email: ['email', 'email_verified'],
  },
  pkce: { required: () => true },
  cookies: { keys: ['test'] },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub)?.claims }) }),
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({
      clientId: oidc.client.clientId,
      accountId: oidc.session.accountId,
    });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
  // To the gateway where it really is; it refuses addresses of this machine otherwise.
  fetch: (url, { dispatcher: _, ...options }) =>
    globalThis.fetch(String(url).replace(publicUrl, gateway), {
      ...options,
      headers: { ...options.headers, 'x-forwarded-proto': 'https' },
    }),
});

const handle = provider.callback();
server.on('request', async (request, response) => {
  if (!request.url.startsWith('/interaction/')) return handle(request, response);
  const { sub: accountId, amr, refuses } = person;
  const result = refuses
    ? { error: 'access_denied', error_description: 'said no' }
    : { login: { accountId, ...(amr ? { amr } : {}) } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
});

process.on('message', (told) => {
  if (told.gateway) gateway = told.gateway;
  if (told.person) {
    person = told.person;
    people.set(person.sub, person);
  }
  process.send({ done: true });
});
process.on('disconnect', () => process.exit(0));
process.send({ issuer });
