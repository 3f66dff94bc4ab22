import { useMutation, useReality } from '@socketless/reality-web/react';
import { useState } from 'react';
import { FlatList, KeyboardAvoidingView, Platform, Pressable, StyleSheet, Text, TextInput, View } from 'react-native';
import { newId, withDraft } from './api';
import type { ChatApi, Draft, Message } from './api';

/** The messages of a room, and a field to write one. */
export function RoomScreen({ room, author, api }: { room: string; author: string; api: ChatApi }) {
  const key = `chat:room:${room}` as const;
  const { data: messages, error } = useReality(key, { live: 'poll', fetcher: () => api.load(room) });
  const { mutate, error: failure } = useMutation(key, (draft: Draft) => api.post(room, draft), {
    optimisticUpdate: withDraft, // shown at once, and removed if the server fails
    onError: (_, draft) => setText((current) => current || draft.text),
  });
  const [text, setText] = useState('');

  const send = () => {
    if (text.trim()) {
      void mutate({ id: newId(), author, text: text.trim() });
      setText('');
    }
  };
  return (
    <KeyboardAvoidingView style={styles.screen} behavior={Platform.OS === 'ios' ? 'padding' : undefined}>
      <Text style={styles.title} accessibilityRole="header">
        # {room}
      </Text>
      <FlatList
        style={styles.messages}
        data={[...(messages ?? [])].reverse()}
        inverted
        keyExtractor={({ id }) => id}
        renderItem={({ item }) => <MessageItem message={item} isOwn={item.author === author} />}
      />
      {!messages && <Text style={styles.note}>{error ? `Not loaded yet: ${error.message}` : 'Loading…'}</Text>}
      {failure && (
        <Text style={styles.failure} accessibilityRole="alert">
          Message not sent: {failure.message}
        </Text>
      )}
      <View style={styles.composer}>
        <TextInput
          style={styles.input}
          value={text}
          maxLength={500}
          onChangeText={setText}
          onSubmitEditing={send}
          placeholder={`Write in #${room}`}
          accessibilityLabel="Message"
        />
        <Pressable style={styles.send} onPress={send} accessibilityRole="button">
          <Text style={styles.sendText}>Send</Text>
        </Pressable>
      </View>
    </KeyboardAvoidingView>
  );
}

function MessageItem({ message: { author, text, isPending }, isOwn }: { message: Message; isOwn: boolean }) {
  return (
    <View style={[styles.message, isOwn && styles.own, isPending && styles.pending]}>
      <Text style={styles.author}>
        {author}
        {isPending && ' · sending…'}
      </Text>
      <Text>{text}</Text>
    </View>
  );
}

const styles = StyleSheet.create({
  screen: { flex: 1 },
  title: { padding: 16, fontSize: 18, fontWeight: '600' },
  messages: { flex: 1, paddingHorizontal: 16 },
  message: { alignSelf: 'flex-start', marginTop: 8, padding: 10, borderRadius: 12, backgroundColor: '#ffffff' },
  own: { alignSelf: 'flex-end', backgroundColor: '#dcefe8' },
  pending: { opacity: 0.6 },
  author: { color: '#5f6b67', fontSize: 12, fontWeight: '600' },
  note: { padding: 16, color: '#5f6b67', textAlign: 'center' },
  failure: { margin: 16, marginBottom: 0, padding: 10, borderRadius: 10, color: '#9a4212', backgroundColor: '#fdeee2' },
  composer: { flexDirection: 'row', gap: 8, padding: 16 },
  input: { flex: 1, paddingHorizontal: 14, paddingVertical: 10, borderRadius: 10, backgroundColor: '#ffffff' },
  send: { justifyContent: 'center', paddingHorizontal: 18, borderRadius: 10, backgroundColor: '#1f6b5a' },
  sendText: { color: '#ffffff', fontWeight: '600' },
});
