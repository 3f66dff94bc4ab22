package com.example.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoOptionsTest {

    @ParameterizedTest
    @CsvSource({
        "--nodes 6, --nodes is a number from 1 to 5",
        "--nodes two, --nodes is a number from 1 to 5",
        "--nodes, --nodes needs a value",
        "--server jetty, --server is payara or wildfly",
        "--port 80, --port is a number from 1024 to 65000",
        "--port 65001, --port is a number from 1024 to 65000",
        "--colour, There is no option --colour",
    })
    void a_wrong_option_is_named_and_ends_with_status_2(String options, String message) throws Exception {
        try (DemoScript demo = DemoScript.run(options.split(" "))) {
            assertThat(demo.exitStatus()).isEqualTo(2);
            assertThat(demo.output()).startsWith(message).hasLineCount(1);
        }
    }

    @Test
    void help_lists_every_option() throws Exception {
        try (DemoScript demo = DemoScript.run("--help")) {
            assertThat(demo.exitStatus()).isZero();
            assertThat(demo.output()).contains("--nodes N", "--server NAME", "--port P", "--no-build");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, HTTP of node-1", "1, HTTP of node-2", "101, node-2 for the other nodes", "300, database"})
    void a_port_that_is_taken_is_named_before_anything_starts(int offset, String use) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int first = other.getLocalPort() - offset;
            try (DemoScript demo = DemoScript.run("--no-build", "--port", Integer.toString(first))) {
                assertThat(demo.exitStatus()).isEqualTo(1);
                assertThat(demo.output())
                        .contains("Port " + other.getLocalPort() + " is taken (" + use + ")")
                        .contains("Nothing was started");
            }
        }
    }
}
