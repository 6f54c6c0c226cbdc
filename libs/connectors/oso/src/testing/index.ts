export { feedbackInput, pointInput } from './feedback';
export { sampleSettings } from './settings';
