package io.socketless.reality.client.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * Where code of the application runs if it gives no executor; which of the two depends on the JDK that runs the tests.
 */
class ThreadsTest {

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void fetchers_and_listeners_run_on_virtual_threads_where_the_jdk_has_them() throws Exception {
        CompletableFuture<Thread> fetching = new CompletableFuture<>();
        CompletableFuture<Thread> listening = new CompletableFuture<>();
        ScriptedServer server = new ScriptedServer("own", new ScriptedServer.Store(), new ManualTimer());
        try (RealityClient client = new ClientBuilder().build(List.of(server))) {
            client.subscribe(
                    "x",
                    SubscriptionOptions.fetching(node -> {
                        fetching.complete(Thread.currentThread());
                        return CompletableFuture.completedFuture("data");
                    }),
                    state -> listening.complete(Thread.currentThread()));

            assertThat(isVirtual(fetching.get(10, SECONDS))).isTrue();
            assertThat(isVirtual(listening.get(10, SECONDS))).isTrue();
        }
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void elsewhere_eight_daemons_do_everything() throws Exception {
        ExecutorService tasks = Threads.tasks();
        CountDownLatch all = new CountDownLatch(1);
        List<CompletableFuture<Thread>> ran = new ArrayList<>();
        IntStream.range(0, 100).forEach(number -> {
            CompletableFuture<Thread> here = new CompletableFuture<>();
            ran.add(here);
            tasks.execute(() -> {
                here.complete(Thread.currentThread());
                await(all);
            });
        });
        all.countDown();
        for (CompletableFuture<Thread> each : ran) {
            assertThat(each.get(10, SECONDS).isDaemon()).isTrue();
        }

        assertThat(ran.stream().map(CompletableFuture::join).distinct()).hasSize(8);
        Threads.end(tasks);
    }

    @Test
    void thousands_of_subscriptions_have_no_thread_of_their_own() throws Exception {
        ScriptedServer server = new ScriptedServer("own", new ScriptedServer.Store(), new ManualTimer());
        int before = Thread.activeCount();
        try (RealityClient client = new ClientBuilder().build(List.of(server))) {
            List<Subscription<KeyReport>> all = IntStream.range(0, 5_000)
                    .mapToObj(index -> client.subscribe("key:" + index, SubscriptionOptions.versions()))
                    .toList();
            client.syncAll().toCompletableFuture().get(30, SECONDS);

            assertThat(all).allMatch(each -> each.state() instanceof State.Ready);
            assertThat(Thread.activeCount() - before).isLessThanOrEqualTo(9); // eight and the timer's
        }
    }

    private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
        return (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
