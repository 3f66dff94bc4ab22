package io.socketless.reality.core;

import static io.socketless.reality.core.Scenario.require;
import static io.socketless.reality.core.Scenario.together;

import io.socketless.reality.core.Scenario.StillTimer;
import io.socketless.reality.core.Scenario.Versions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The races of clients that wait. */
final class WaitingScenarios {

    private static final Duration WAIT = Duration.ofSeconds(25);

    private WaitingScenarios() {}

    /** A room whose executor is the thread that asks, so that every step is a step of the scenario. */
    private static final class Room {
        final Versions versions = new Versions();
        final StillTimer timer = new StillTimer();
        final WaitingRoom waiting = new WaitingRoom(
                versions::readLater, 10, Duration.ofSeconds(3), Duration.ofSeconds(2), Runnable::run, timer);

        CompletableFuture<SyncResult> enter(String key) {
            return waiting.enter(Map.of(key, 1L), WAIT);
        }

        void change(String key) {
            versions.change(key);
            waiting.changed(key);
        }

        void requireEmpty() {
            require(waiting.occupied() == 0, waiting.occupied() + " places are taken");
            require(timer.pending() == 0, timer.pending() + " deadlines are left");
        }
    }

    /** A client enters while its key changes: it is told. */
    static final class EnteringDuringAChange implements Runnable {
        @Override
        public void run() {
            Room room = new Room();
            together(() -> room.enter("a"), () -> room.change("a"));
            room.requireEmpty();
        }
    }

    /** Two keys change at the same time: those who wait for either are told, though hints are collected together. */
    static final class TwoChanges implements Runnable {
        @Override
        public void run() {
            Room room = new Room();
            room.enter("a");
            room.enter("b");
            together(() -> room.change("a"), () -> room.change("b"));
            room.requireEmpty();
        }
    }

    /** A change, the deadline and the end of the client compete for a waiter: it leaves exactly once. */
    static final class ThreeEnds implements Runnable {
        @Override
        public void run() {
            Room room = new Room();
            CompletableFuture<SyncResult> waiter = room.enter("a");
            together(() -> room.change("a"), () -> room.timer.pass(WAIT), () -> waiter.cancel(false));
            room.requireEmpty();
            require(waiter.isDone(), "nobody has answered");
        }
    }

    /** A client enters while the node drains: it is sent home, by the one or the other. */
    static final class EnteringDuringADrain implements Runnable {
        @Override
        public void run() {
            Room room = new Room();
            together(() -> room.enter("a"), () -> room.waiting.drain(Duration.ZERO));
            room.timer.pass(Duration.ZERO);
            room.requireEmpty();
        }
    }

    /** A client enters while the node closes: it is sent home. */
    static final class EnteringDuringAClose implements Runnable {
        @Override
        public void run() {
            Room room = new Room();
            together(() -> room.enter("a"), room.waiting::close);
            room.requireEmpty();
        }
    }

    /** A client enters while its key changes, and is cancelled: its deadline goes with it. */
    static final class LeavingDuringAChange implements Runnable {
        @Override
        public void run() {
            Room room = new Room();
            together(() -> room.enter("a").cancel(false), () -> room.change("a"));
            room.requireEmpty();
        }
    }
}
