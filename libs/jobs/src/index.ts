export { Jobs, JOBS_OPTIONS, type JobsOptions } from './jobs';
export { JobsConfig } from './jobs.config';
export { JobsModule, jobsStorage } from './jobs.module';
export { defineQueue, type Job, type JobOptions, type Queue } from './queue';
