import { AuditModule } from '@gateway/audit';
import { Module, type DynamicModule } from '@nestjs/common';
import { ApprovalsController } from './http/approvals.controller';
import { BreakGlassController } from './http/break-glass.controller';
import { KeysController } from './http/keys.controller';
import { OidcController } from './http/oidc.controller';
import { SessionController } from './http/session.controller';
import { UsersController } from './http/users.controller';
import { Approvals } from './approvals/approvals';
import { TwoOperators } from './approvals/two-operators';
import { BreakGlass } from './break-glass/break-glass';
import { Members } from './people/members';
import { People } from './people/people';
import { WhoAmI } from './sessions/who-am-i';
import { BackChannelLogout } from './sign-in/back-channel-logout';
import { Issuers, SignInConfig } from './sign-in/issuers';
import { KnownPerson } from './sign-in/known-person';
import { OidcSignIn } from './sign-in/oidc-sign-in';
import { OpenSession } from './sign-in/open-session';
import { Providers } from './sign-in/provider';
import { SecondFactor } from './sign-in/second-factor';
import { SecondFactorKeys } from './sign-in/second-factor-keys';
import { SignIn } from './sign-in/sign-in';
import { SignInThrottle } from './sign-in/throttle';

/** People: how they sign in, what they may do, who gives it to them. Needs `IdentityModule`, the vault's keys and the way out. */
@Module({})
export class PeopleModule {
  static with(config: SignInConfig): DynamicModule {
    return {
      module: PeopleModule,
      imports: [AuditModule],
      controllers: [
        ...[SessionController, OidcController, UsersController],
        ...[KeysController, BreakGlassController, ApprovalsController],
      ],
      providers: [
        { provide: SignInConfig, useValue: config },
        ...[Issuers, Providers, KnownPerson, OidcSignIn, BackChannelLogout],
        ...[People, Members, BreakGlass, Approvals, TwoOperators],
        ...[SecondFactorKeys, OpenSession, SignIn, SignInThrottle, SecondFactor, WhoAmI],
      ],
      exports: [People, Members, SecondFactorKeys, TwoOperators],
    };
  }
}
