export * from './care-records';
export * from './sample-care-records';
export * from './settings';
