import type { Browser } from 'playwright-core';
import type { RunningGateway } from '../support/gateway';
import { createPerson, Visitor, type SignsInWith } from '../support/person';
import type { TestTenant } from '../support/tenant';
import { Window } from './window';

const languages = ['de', 'nl', 'en'] as const;
export const looks = languages.flatMap((language) =>
  (['light', 'dark'] as const).map((theme) => [language, theme] as const),
);

/** Somebody of a tenant, signed in, before a page. */
export class Journey {
  private constructor(
    private readonly browser: Browser,
    private readonly gateway: RunningGateway,
    private readonly tenant: TestTenant,
    private readonly cookie: { readonly name: string; readonly value: string; readonly url: string },
    readonly person: SignsInWith,
  ) {}

  static async of(
    browser: Browser,
    gateway: RunningGateway,
    tenant: TestTenant,
    role: 'tenant_admin' | 'clerk' | 'auditor' = 'tenant_admin',
  ): Promise<Journey> {
    const person = await createPerson(gateway, { tenant: tenant.id, role });
    const { cookie } = await Visitor.signedIn(gateway, { tenant: tenant.id, role });
    const [name = '', value = ''] = cookie.split('=');
    return new Journey(browser, gateway, tenant, { name, value, url: gateway.url }, person);
  }

  at(path: string): string {
    return `/t/${this.tenant.id}/${path}`;
  }

  async begin(path: string, options: Parameters<typeof Window.open>[2] = {}): Promise<Window> {
    const window = await Window.open(this.browser, this.gateway, options);
    await window.context.addCookies([this.cookie]);
    await window.visit(this.at(path));
    return window;
  }
}
