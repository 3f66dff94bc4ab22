package io.socketless.reality.jakarta.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.jakarta.Application;
import io.socketless.reality.jakarta.Logged;
import io.socketless.reality.jakarta.door.Server;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code reality.endpoint}. */
class EndpointSettingTest {

    @ParameterizedTest
    @CsvSource({"servlet,1,the servlet at /reality", "none,0,none"})
    void the_servlet_is_mapped_unless_it_is_turned_off(String setting, int mappings, String logged) {
        try (Application application = Application.start(Map.of("reality.endpoint", setting));
                Logged log = new Logged()) {
            List<Object> mapped = new ArrayList<>();

            new RealityInitializer().onStartup(null, contextThatRecords(mapped));

            assertThat(mapped).hasSize(mappings);
            assertThat(log.messages())
                    .contains("REALITY-1202: Endpoint of the application at '/app': " + logged + " (reality.endpoint)");
        }
    }

    @Test
    void a_servlet_that_is_mapped_all_the_same_answers_nothing() throws Exception {
        try (Server server = Server.start(Map.of("reality.endpoint", "none"))) {
            assertThat(server.get("/health").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void another_value_stops_the_deployment() {
        assertThat(Application.problem(Map.of("reality.endpoint", "rest")))
                .hasValueSatisfying(problem -> assertThat(problem).hasStackTraceContaining("reality.endpoint"));
    }

    private static ServletContext contextThatRecords(List<Object> mapped) {
        Object registration = proxy(ServletRegistration.Dynamic.class, (name, arguments) -> {
            if (name.equals("addMapping")) {
                mapped.add(arguments[0]);
            }
            return null;
        });
        return proxy(ServletContext.class, (name, arguments) -> name.equals("addServlet") ? registration : "/app");
    }

    private interface Call {
        Object answer(String name, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call.answer(method.getName(), arguments)));
    }
}
