import { Database } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { OpenAccess } from '@gateway/http';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Person } from '../access/caller';
import { OwnSession } from '../access/own-session.decorator';
import type { Principal } from '../sessions/principal';
import { browserOf } from '../sessions/browser-of';
import { clearCookie, readCookie, setCookie } from '../sessions/session-cookie';
import { DeviceList, deviceView, RecoveryCodesView, SecondFactorSetUpView } from '../sessions/session-view';
import { SessionView, SignedOutView } from '../sessions/session-view';
import { Sessions } from '../sessions/sessions';
import { WhoAmI } from '../sessions/who-am-i';
import { OidcSignIn } from '../sign-in/oidc-sign-in';
import { SecondFactor } from '../sign-in/second-factor';
import { SignIn, type From } from '../sign-in/sign-in';
import { Described } from './described';
import {
  ChooseTenantInput,
  ConfirmInput,
  InvitationInput,
  LocaleInput,
  PasswordInput,
  SecondFactorInput,
  SignInInput,
} from './inputs';

type Exchange = Readonly<{ request: Request; response: Response }>;

/** Signing in and out, and what concerns nobody but oneself. */
@ApiTags('session')
@Controller('session')
export class SessionController {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    private readonly who: WhoAmI,
    private readonly signIn: SignIn,
    private readonly secondFactor: SecondFactor,
    private readonly oidc: OidcSignIn,
  ) {}

  @Get()
  @OpenAccess()
  @Described('Who is signed in, as what, until when; also for nobody. Keeps no session alive', {
    200: SessionView,
  })
  show(@Req() request: Request): Promise<SessionView> {
    return this.who.show(readCookie(request, 'session'));
  }

  @Post('sign-in')
  @HttpCode(200)
  @OpenAccess()
  @Described('Sign in with mail address and password', { 200: SessionView })
  async withPassword(
    @Body() input: SignInInput,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionView> {
    const secret = await this.signIn.withPassword(input, fromOf(request));
    return this.begin({ request, response }, secret);
  }

  @Post('invitation')
  @HttpCode(200)
  @OpenAccess()
  @Described('Choose a password with an invitation, and be signed in', { 200: SessionView })
  async withInvitation(
    @Body() input: InvitationInput,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionView> {
    const secret = await this.signIn.withInvitation(input, fromOf(request));
    return this.begin({ request, response }, secret);
  }

  @Post('second-factor')
  @HttpCode(200)
  @OwnSession(['second-factor'], 'invalid')
  @Described('Confirm the second factor; ends signing in', { 200: SessionView })
  async confirmSecondFactor(
    @Person() person: Principal,
    @Body() input: SecondFactorInput,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionView> {
    const secret = await this.secondFactor.verify(person, input, fromOf(request).address);
    return this.keep({ request, response }, secret);
  }

  @Post('second-factor/setup')
  @HttpCode(200)
  @OwnSession(['second-factor-setup', 'signed-in'], 'conflict')
  @Described('A new secret for an authenticator app; counts once confirmed', { 200: SecondFactorSetUpView })
  setUpSecondFactor(@Person() person: Principal): Promise<SecondFactorSetUpView> {
    return this.secondFactor.setUp(person);
  }

  @Post('second-factor/confirm')
  @HttpCode(200)
  @OwnSession(['second-factor-setup', 'signed-in'], 'conflict', 'invalid')
  @Described('The app shows the right code: from now on it is needed', { 200: RecoveryCodesView })
  async confirmSetUp(
    @Person() person: Principal,
    @Body() { code }: ConfirmInput,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RecoveryCodesView> {
    const { address } = fromOf(request);
    const { recoveryCodes, secret } = await this.secondFactor.confirm(person, code, address);
    return { recoveryCodes, session: await this.keep({ request, response }, secret) };
  }

  @Post('password')
  @HttpCode(200)
  @OwnSession(['signed-in'], 'invalid')
  @Described('Another password; ends all other sessions', { 200: SessionView })
  async changePassword(
    @Person() person: Principal,
    @Body() input: PasswordInput,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionView> {
    const secret = await this.signIn.changePassword(person, input, fromOf(request));
    return this.keep({ request, response }, secret);
  }

  @Post('sign-out')
  @HttpCode(200)
  @OwnSession(['second-factor', 'second-factor-setup', 'signed-in'])
  @Described('Ends this session', { 200: SignedOutView })
  async signOut(
    @Person() person: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedOutView> {
    await this.signIn.signOut(person);
    clearCookie({ request, response }, 'session');
    return { redirect: await this.oidc.signOutUrl(person, request) };
  }

  @Put('tenant')
  @HttpCode(204)
  @OwnSession(['signed-in'], 'missing')
  @Described('Remember the tenant this session works in', { 204: null })
  async chooseTenant(
    @Person() { session }: Principal,
    @Body() { tenant }: ChooseTenantInput,
    @Req() request: Request,
  ): Promise<void> {
    const person = await this.sessions.find(readCookie(request, 'session') ?? '', { tenant });
    if (person?.role === undefined) throw new NotFound('tenant', tenant);
    await this.database.global((tx) =>
      tx.query('update user_session set chosen_tenant = $2 where id = $1', [session.id, tenant]),
    );
  }

  @Put('locale')
  @HttpCode(204)
  @OwnSession()
  @Described('The language somebody reads', { 204: null })
  async chooseLocale(@Person() { user }: Principal, @Body() { locale }: LocaleInput): Promise<void> {
    await this.database.global((tx) =>
      tx.query('update user_account set locale = $2 where id = $1', [user.id, locale]),
    );
  }

  @Get('devices')
  @OwnSession()
  @Described('Everywhere one is signed in', { 200: DeviceList })
  async devices(@Person() { user, session }: Principal): Promise<DeviceList> {
    const sessions = await this.database.global((tx) => this.sessions.list(tx, user.id));
    return { items: sessions.map((one) => deviceView(one, session.id)) };
  }

  @Delete('devices/:device')
  @HttpCode(204)
  @OwnSession(['signed-in'], 'missing')
  @Described('Sign out somewhere else', { 204: null })
  async endDevice(@Person() { user }: Principal, @Param('device') device: string): Promise<void> {
    const ended = await this.database.global((tx) => this.sessions.end(tx, user.id, device));
    if (!ended) throw new NotFound('session', device);
  }

  /** A new session; one that this browser still had is over. */
  private async begin(exchange: Exchange, secret: string): Promise<SessionView> {
    const old = readCookie(exchange.request, 'session');
    const view = await this.keep(exchange, secret);
    const former = old === undefined ? undefined : await this.sessions.find(old, { quietly: true });
    if (former) await this.database.global((tx) => this.sessions.end(tx, former.user.id, former.session.id));
    return view;
  }

  private keep(exchange: Exchange, secret: string): Promise<SessionView> {
    setCookie(exchange, 'session', secret);
    return this.who.show(secret);
  }
}

const fromOf = (request: Request): From => ({
  address: request.ip ?? 'unknown',
  browser: browserOf(request.headers['user-agent']),
});
