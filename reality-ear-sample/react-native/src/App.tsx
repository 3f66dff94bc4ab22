import NetInfo from '@react-native-community/netinfo';
import { reactNativePlatform } from '@socketless/reality-web/react-native';
import { RealityProvider } from '@socketless/reality-web/react';
import { useMemo } from 'react';
import { AppState, SafeAreaView, StyleSheet } from 'react-native';
import { ChatApi } from './api';
import { RoomScreen } from './RoomScreen';

// Sends no requests while the app is in the background or the phone has no network, and syncs afterwards.
const platform = reactNativePlatform({ AppState, NetInfo });

/** The chat of the sample. `10.0.2.2` is the host machine of an Android emulator. */
export function App({ server = 'http://10.0.2.2:8080/chat', author = 'Ada' }: { server?: string; author?: string }) {
  const api = useMemo(() => new ChatApi(server), [server]);
  return (
    <RealityProvider endpoint={`${server}/reality`} platform={platform}>
      <SafeAreaView style={styles.app}>
        <RoomScreen room="general" author={author} api={api} />
      </SafeAreaView>
    </RealityProvider>
  );
}

const styles = StyleSheet.create({ app: { flex: 1, backgroundColor: '#f3f2ee' } });
