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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Turns the map's events into calls of the store's listeners. It runs on Hazelcast's event threads, so it decodes and hands
 * over, no more. A crash raises many floors within moments; listeners hear of that once per {@value #GATHER_MILLIS} ms.
 *
 * <p>What the {@link Sweeper} does is no hint: no data has changed, and it does it hundreds of thousands of times. A floor that was
 * raised by choice accounts for no further loss; it is found at the next look. Of a removal nobody is sent an event, because nothing here
 * listens to that.
 */
final class Hints
        implements EntryAddedListener<String, byte[]>,
                EntryUpdatedListener<String, byte[]>,
                EntryMergedListener<String, byte[]>,
                EntryLoadedListener<String, byte[]>,
                MapClearedListener,
                MapEvictedListener {

    private static final System.Logger LOG = System.getLogger(Hints.class.getName());
    private static final long GATHER_MILLIS = 20;

    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean gathering = new AtomicBoolean();
    private final Floors floors;
    private final ScheduledExecutorService timer;

    Hints(Floors floors, ScheduledExecutorService timer) {
        this.floors = floors;
        this.timer = timer;
    }

    void add(StoreListener listener) {
        listeners.add(listener);
    }

    void clear() {
        listeners.clear();
    }

    /** Any key may have a new version. */
    void uncertain() {
        if (gathering.compareAndSet(false, true)) {
            try {
                var ignored = timer.schedule(
                        () -> {
                            gathering.set(false);
                            tell(StoreListener::uncertain);
                        },
                        GATHER_MILLIS,
                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                gathering.set(false);
            }
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
                KeyState node = Entry.decoded(event.getValue()).asNode(event.getKey());
                floors.seen(node.version());
                tell(listener -> listener.changed(node));
            }
        } catch (RuntimeException unreadable) {
            HazelcastMessage.EVENT_UNREADABLE.logWith(LOG, unreadable);
            uncertain();
        }
    }

    private void floorWritten(Floor floor, byte[] old) {
        floors.seen(floor.version());
        if (old == null || floor.raisedForLoss(Floor.decoded(old))) {
            uncertain();
        }
    }

    private void tell(Consumer<StoreListener> what) {
        for (StoreListener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException broken) {
                HazelcastMessage.LISTENER_FAILED.logWith(LOG, broken);
            }
        }
    }
}
