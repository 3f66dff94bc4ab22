package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hazelcast.instance.GeneratedBuildProperties;
import org.junit.jupiter.api.Test;

/** The build runs these tests with two versions of Hazelcast. */
class HazelcastVersionTest {

    @Test
    void the_tests_run_with_the_version_of_the_build() throws Exception {
        String expected = System.getProperty("hazelcast.expected");
        assumeTrue(expected != null, "not run by the build");

        // By reflection: the compiler would copy the constant of the version it sees.
        Object present = GeneratedBuildProperties.class.getField("VERSION").get(null);

        assertThat(present).isEqualTo(expected);
    }
}
