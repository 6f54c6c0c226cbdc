export * from '../simulator';
export * from './client';
export * from './groups';
export * from './people';
export * from './sample-school';
export * from './transport';
export * from './wire';
