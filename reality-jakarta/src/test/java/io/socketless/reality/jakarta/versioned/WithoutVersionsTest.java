package io.socketless.reality.jakarta.versioned;

import static io.socketless.reality.jakarta.versioned.VersionedTest.assertUnmarked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.socketless.reality.jakarta.Application;
import io.socketless.reality.jakarta.Versioned;
import io.socketless.reality.jakarta.versioned.Resources.Rooms;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Applications that cannot have versions: with a cluster in trouble, without JAX-RS, and with templates that are wrong.
 */
class WithoutVersionsTest {

    @Test
    void a_cluster_that_cannot_answer_costs_the_version_and_not_the_answer() throws Exception {
        try (RestServer broken = RestServer.start(Set.of(UnreadableStore.Broken.class), Rooms.class)) {
            HttpResponse<String> answer = broken.get("/rooms/blue", "If-None-Match", "*");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertUnmarked(answer);
        }
    }

    @Test
    void a_cluster_that_does_not_answer_is_not_waited_for() throws Exception {
        try (RestServer hanging = RestServer.start(Set.of(UnreadableStore.Hanging.class), Rooms.class)) {
            HttpResponse<String> answer =
                    hanging.sendAsync("GET", "/rooms/blue").get(4, TimeUnit.SECONDS); // a read may take five

            assertThat(answer.statusCode()).isEqualTo(200);
            assertUnmarked(answer);
        } finally {
            UnreadableStore.Hanging.mayAnswer.countDown();
        }
    }

    @Test
    void an_application_without_jax_rs_starts() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (WithoutJaxRs loader = new WithoutJaxRs()) {
            thread.setContextClassLoader(loader);
            Class<?> application = loader.loadClass(Application.class.getName());
            Object started = application.getMethod("start", Class[].class).invoke(null, (Object) new Class<?>[0]);
            application.getMethod("close").invoke(started);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void a_wrong_template_stops_the_deployment() {
        assertThat(Application.problem(Map.of(), Misspelled.class)).hasValueSatisfying(problem -> assertThat(problem)
                .hasMessageContaining("room:{rom}")
                .hasMessageContaining(Misspelled.class.getName() + ".read")
                .hasMessageContaining("[room]"));
    }

    @Test
    void a_wrong_template_of_a_resource_that_is_no_bean_stops_the_start() {
        assertThatThrownBy(() -> RestServer.start(Set.of(), Misspelled.class))
                .hasStackTraceContaining(Misspelled.class.getName() + ".read");
    }

    @Test
    void a_method_that_is_no_get_stops_the_deployment() {
        assertThat(Application.problem(Map.of(), Posting.class)).hasValueSatisfying(problem -> assertThat(problem)
                .hasMessageContaining(Posting.class.getName() + ".post: it is not a GET method"));
    }

    @ApplicationScoped
    @Path("misspelled/{room}")
    public static class Misspelled {

        @GET
        @Versioned("room:{rom}")
        public String read(@PathParam("room") String room) {
            return room;
        }
    }

    @ApplicationScoped
    @Path("posting")
    public static class Posting {

        @POST
        @Versioned("posts")
        public void post() {}
    }

    /** The classes of this test anew, without JAX-RS. */
    private static final class WithoutJaxRs extends URLClassLoader {

        WithoutJaxRs() {
            super(
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(WithoutJaxRs::url)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
        }

        private static URL url(String path) {
            try {
                return new File(path).toURI().toURL();
            } catch (MalformedURLException impossible) {
                throw new IllegalArgumentException(path, impossible);
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("jakarta.ws.rs.")) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }
}
