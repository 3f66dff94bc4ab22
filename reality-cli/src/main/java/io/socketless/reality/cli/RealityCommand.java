package io.socketless.reality.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command itself; each of its subcommands is a class of its own. */
@Command(
        name = "reality",
        description = "Watches and changes keys of Reality servers.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            WatchCommand.class,
            SyncCommand.class,
            InvalidateCommand.class,
            UpdateCommand.class,
            HealthCommand.class,
            NodesCommand.class,
            BenchCommand.class,
            HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:a server could not be reached or is not healthy",
            "2:wrong usage",
            "3:a server refused: no right to do so, or a wrong key"
        },
        footer = {
            "",
            "Examples:",
            "  reality watch chat:room:general --server http://localhost:8080/chat",
            "  reality invalidate chat:room:general --secret $SECRET",
            "  REALITY_SERVER=http://a:8080,http://b:8080 reality health --json"
        })
final class RealityCommand {

    private RealityCommand() {}

    /** Runs the command. */
    public static void main(String... arguments) {
        System.exit(line().execute(arguments));
    }

    static CommandLine line() {
        CommandLine line = new CommandLine(new RealityCommand())
                .setExecutionStrategy(new CommandLine.RunLast())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("reality: " + Failure.message(failure));
                    return Failure.exitCode(failure);
                });
        line.getSubcommands().values().forEach(command -> command.getCommandSpec()
                .versionProvider(new Version()));
        return line;
    }
}
