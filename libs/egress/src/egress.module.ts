import { lookup } from 'node:dns';
import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { Egress, RESOLVER } from './egress';
import { EgressPolicies } from './policies';

/** The way out, with the system's name resolution. */
@Module({
  imports: [HttpModule],
  providers: [Egress, EgressPolicies, { provide: RESOLVER, useValue: lookup }],
  exports: [Egress, EgressPolicies],
})
export class EgressModule {}
