import { Module } from '@nestjs/common';
import { Retrying } from './retrying';

@Module({ providers: [Retrying], exports: [Retrying] })
export class RetryModule {}
