import type { BrowserClient, FeedItem } from "@carillon/client";
import { useRef } from "react";
import { ActivityIndicator, FlatList, Pressable, RefreshControl, StyleSheet, Text, View } from "react-native";
import { useNotifications } from "./use-notifications";
import { wordsOf } from "./words";

interface Props {
  readonly client: BrowserClient;
  /** Opens the target of an item, for example with React Navigation. */
  readonly goTo: (url: string) => void;
}

/** The feed as a native list. */
export function NotificationsScreen({ client, goTo }: Props) {
  const { items, unreadCount, isLoading, isRefreshing, problem, ...actions } = useNotifications(client, goTo);
  // FlatList keeps the first function that it gets, so the function reads a ref.
  const see = useRef(actions.see);
  see.current = actions.see;
  const onViewableItemsChanged = useRef(({ viewableItems }: { viewableItems: { item: FeedItem }[] }) => {
    see.current(viewableItems.map(({ item }) => item));
  });

  return (
    <View style={styles.screen}>
      <View style={styles.head}>
        <Text accessibilityRole="header" style={styles.title}>
          {unreadCount > 0 ? `Notifications (${unreadCount})` : "Notifications"}
        </Text>
        <Pressable accessibilityRole="button" onPress={actions.readAll}>
          <Text style={styles.action}>Mark all as read</Text>
        </Pressable>
      </View>
      {problem !== null && <Text accessibilityRole="alert">{problem}</Text>}
      {isLoading && <ActivityIndicator accessibilityLabel="Loading" />}
      <FlatList
        data={items}
        keyExtractor={({ id }) => id}
        renderItem={({ item }) => <Row item={item} onPress={() => actions.open(item)} />}
        onEndReached={actions.loadMore}
        onViewableItemsChanged={onViewableItemsChanged.current}
        viewabilityConfig={VIEWED}
        refreshControl={<RefreshControl refreshing={isRefreshing} onRefresh={actions.refresh} />}
        ListEmptyComponent={isLoading ? undefined : <Text style={styles.row}>Nothing yet</Text>}
      />
    </View>
  );
}

/** An item is seen after half of it was visible for one second. */
const VIEWED = { itemVisiblePercentThreshold: 50, minimumViewTime: 1000 };

function Row({ item, onPress }: { readonly item: FeedItem; readonly onPress: () => void }) {
  const isUnread = item.readAt === null;
  return (
    <Pressable
      accessibilityRole="button"
      accessibilityHint={isUnread ? "Unread" : undefined}
      onPress={onPress}
      style={[styles.row, isUnread && styles.unread]}
    >
      <Text>{wordsOf(item)}</Text>
      <Text style={styles.time}>{new Date(item.createdAt).toLocaleString()}</Text>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  screen: { flex: 1 },
  head: { flexDirection: "row", justifyContent: "space-between", alignItems: "center", padding: 16 },
  title: { fontSize: 20, fontWeight: "600" },
  action: { color: "#4f46c8" },
  row: { padding: 16, gap: 4 },
  unread: { backgroundColor: "#f4f3fd" },
  time: { color: "#5f5d6b", fontSize: 12 },
});
