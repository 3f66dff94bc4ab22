import type { RealityPlatform } from '../core/RealityPlatform.js';

/** The part of React Native's `AppState` that is used here. */
export interface AppStateLike {
  readonly currentState: string | null | undefined;
  addEventListener(type: 'change', listener: () => void): { remove(): void };
}

/** The part of `@react-native-community/netinfo` that is used here. */
export interface NetInfoLike {
  addEventListener(listener: (state: { readonly isConnected: boolean | null }) => void): () => void;
}

/**
 * Focus and network of a React Native app. The modules are arguments, so this package does not depend on them:
 *
 * ```tsx
 * const platform = reactNativePlatform({ AppState, NetInfo });
 * <RealityProvider endpoint="https://a.example.com/chat/reality" platform={platform}>
 * ```
 *
 * Without `NetInfo` the app counts as always online.
 */
export function reactNativePlatform({
  AppState,
  NetInfo,
}: {
  readonly AppState: AppStateLike;
  readonly NetInfo?: NetInfoLike;
}): RealityPlatform {
  let isConnected = true;
  return {
    focus: {
      get: () => (AppState.currentState ?? 'active') === 'active',
      subscribe: (listener) => {
        const subscription = AppState.addEventListener('change', listener);
        return () => {
          subscription.remove();
        };
      },
    },
    online: {
      get: () => isConnected,
      subscribe: (listener) => {
        const unsubscribe = NetInfo?.addEventListener((state) => {
          const wasConnected = isConnected;
          isConnected = state.isConnected !== false; // `null` means unknown
          if (isConnected !== wasConnected) {
            listener();
          }
        });
        return () => unsubscribe?.();
      },
    },
  };
}
