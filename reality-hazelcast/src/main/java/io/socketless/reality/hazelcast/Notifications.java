package io.socketless.reality.hazelcast;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.MapEvent;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryLoadedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import com.hazelcast.map.listener.MapClearedListener;
import com.hazelcast.map.listener.MapEvictedListener;
import io.socketless.reality.KeyState;
import io.socketless.reality.spi.StoreListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Turns events of the map into notifications of the store's listeners.
 *
 * <p>Protocol: events arrive on Hazelcast event threads, so this class only decodes them and calls the listeners,
 * which return at once. A version is made known to {@link Floors} before the listeners are notified. An event that
 * cannot be decoded, or that concerns a whole map or partition, means that any key can have changed. A crash raises
 * many floors within moments; listeners are notified of these once per {@value #GATHER_MILLIS} ms, on the timer.
 *
 * <p>The {@link Sweeper} causes no notification: no data has changed, and it acts hundreds of thousands of times. A
 * floor that it raised accounts for no further loss, and the next recheck finds it. Removals have no listener here.
 *
 * <p>Thread-safe.
 */
final class Notifications
        implements EntryAddedListener<String, byte[]>,
                EntryUpdatedListener<String, byte[]>,
                EntryMergedListener<String, byte[]>,
                EntryLoadedListener<String, byte[]>,
                MapClearedListener,
                MapEvictedListener {

    private static final System.Logger LOG = System.getLogger(Notifications.class.getName());
    private static final long GATHER_MILLIS = 20;

    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean gathering = new AtomicBoolean();
    private final Floors floors;
    private final Timer timer;

    Notifications(Floors floors, Timer timer) {
        this.floors = floors;
        this.timer = timer;
    }

    void add(StoreListener listener) {
        listeners.add(listener);
    }

    void clear() {
        listeners.clear();
    }

    /** Any key can have a new version. */
    void uncertain() {
        if (gathering.compareAndSet(false, true)) {
            timer.after(Duration.ofMillis(GATHER_MILLIS), () -> {
                gathering.set(false);
                notifyListeners(StoreListener::uncertain);
            });
        }
    }

    @Override
    public void entryAdded(EntryEvent<String, byte[]> event) {
        written(event);
    }

    @Override
    public void entryUpdated(EntryEvent<String, byte[]> event) {
        written(event);
    }

    @Override
    public void entryMerged(EntryEvent<String, byte[]> event) {
        written(event);
    }

    @Override
    public void entryLoaded(EntryEvent<String, byte[]> event) {
        written(event);
    }

    @Override
    public void mapCleared(MapEvent event) {
        uncertain();
    }

    @Override
    public void mapEvicted(MapEvent event) {
        uncertain();
    }

    private void written(EntryEvent<String, byte[]> event) {
        try {
            if (event.getKey().startsWith(Topology.FLOOR_PREFIX)) {
                floorWritten(Floor.decoded(event.getValue()), event.getOldValue());
            } else {
                KeyState state = Entry.decoded(event.getValue()).state(event.getKey());
                floors.seen(state.version());
                notifyListeners(listener -> listener.changed(state));
            }
        } catch (RuntimeException unreadable) {
            HazelcastMessages.EVENT_UNREADABLE.logWith(LOG, unreadable);
            uncertain();
        }
    }

    private void floorWritten(Floor floor, byte[] old) {
        floors.seen(floor.version());
        if (old == null || floor.raisedForLoss(Floor.decoded(old))) {
            uncertain();
        }
    }

    private void notifyListeners(Consumer<StoreListener> notification) {
        for (StoreListener listener : listeners) {
            try {
                notification.accept(listener);
            } catch (RuntimeException broken) {
                HazelcastMessages.LISTENER_FAILED.logWith(LOG, broken);
            }
        }
    }
}
