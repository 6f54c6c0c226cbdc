import { lookup } from 'node:dns';
import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { Egress, RESOLVER } from './egress';

/** The way out, with the system's name resolution. */
@Module({
  imports: [HttpModule],
  providers: [Egress, { provide: RESOLVER, useValue: lookup }],
  exports: [Egress],
})
export class EgressModule {}
