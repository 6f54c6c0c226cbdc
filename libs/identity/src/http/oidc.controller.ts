import { BodyTooLarge, OpenAccess, Problems, StreamedBody } from '@gateway/http';
import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { browserOf } from '../sessions/browser-of';
import { clearCookie, readCookie, setCookie } from '../sessions/session-cookie';
import { BackChannelLogout } from '../sign-in/back-channel-logout';
import { OidcSignIn, type Landing } from '../sign-in/oidc-sign-in';
import { Described } from './described';
import { ProviderUnavailable } from '../sign-in/provider';

/** Where browsers go to and come back from an OpenID provider, and where it tells us that somebody left. */
@ApiTags('session')
@OpenAccess()
@Controller('session/oidc/:issuer')
export class OidcController {
  constructor(
    private readonly signIn: OidcSignIn,
    private readonly logout: BackChannelLogout,
  ) {}

  @Get('start')
  @Described('Leads to the OpenID provider; take ?return=/own/path along', { 303: null })
  async start(
    @Param('issuer') issuer: string,
    @Query('return') path: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    try {
      const own = typeof path === 'string' ? path : undefined;
      const { url, secret } = await this.signIn.start(issuer, own, request);
      setCookie({ request, response }, 'oidc', secret);
      sendTo(response, url.href);
    } catch (error) {
      if (!(error instanceof ProviderUnavailable)) throw error;
      sendTo(response, pathOf({ problem: 'PROVIDER_UNAVAILABLE' }));
    }
  }

  @Get('callback')
  @Described('Comes back from it; leads on into the pages', { 303: null })
  async callback(
    @Param('issuer') issuer: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const browser = browserOf(request.headers['user-agent']);
    const landing = await this.signIn.finish(issuer, readCookie(request, 'oidc'), { request, browser });
    clearCookie({ request, response }, 'oidc');
    if ('secret' in landing) setCookie({ request, response }, 'session', landing.secret);
    sendTo(response, pathOf(landing));
  }

  @Post('back-channel-logout')
  @HttpCode(204)
  @StreamedBody()
  @ApiConsumes('application/x-www-form-urlencoded')
  @Problems('malformed', 'unavailable')
  @Described('Somebody has signed out at the provider (OpenID Connect Back-Channel Logout 1.0)', {
    204: null,
  })
  async backChannelLogout(@Param('issuer') issuer: string, @Req() request: Request): Promise<void> {
    const form = new URLSearchParams(await smallText(request));
    await this.logout.run(issuer, form.get('logout_token') ?? '');
  }
}

/** Without the body Express would repeat the address in. */
function sendTo(response: Response, url: string): void {
  response.status(303).location(url).end();
}

function pathOf(landing: Landing): string {
  if ('secret' in landing) return landing.path;
  const query = new URLSearchParams({ problem: landing.problem });
  if (landing.reference !== undefined) query.set('reference', landing.reference);
  return `/sign-in?${query.toString()}`;
}

const LIMIT_BYTES = 16_384;

async function smallText(request: Request): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LIMIT_BYTES) throw new BodyTooLarge(LIMIT_BYTES);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
