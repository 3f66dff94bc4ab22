export { reactNativePlatform } from './reactNativePlatform.js';
export type { AppStateLike, NetInfoLike } from './reactNativePlatform.js';
