package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hazelcast.instance.GeneratedBuildProperties;
import org.junit.jupiter.api.Test;

/** The build runs all tests with two versions of Hazelcast; this holds it to that. */
class HazelcastVersionTest {

    @Test
    void the_tests_run_with_the_version_that_the_build_says() throws Exception {
        String expected = System.getProperty("hazelcast.expected");
        assumeTrue(expected != null, "not run by the build");

        // By reflection: the compiler would copy the constant of the version it sees.
        Object present = GeneratedBuildProperties.class.getField("VERSION").get(null);

        assertThat(present).isEqualTo(expected);
    }
}
