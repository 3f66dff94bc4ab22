package io.socketless.reality.servers;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Runs inside Payara Micro, which has no other way to deploy and undeploy while it runs than its Java API. Called by
 * reflection, since that API is in the server's own jar.
 */
@WebServlet("/*")
public class PayaraControl extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String operand = URLDecoder.decode(request.getQueryString(), StandardCharsets.UTF_8);
        try {
            ClassLoader server = ClassLoader.getSystemClassLoader();
            Object micro = server.loadClass("fish.payara.micro.PayaraMicro")
                    .getMethod("getInstance")
                    .invoke(null);
            Class<?> runtimeType = server.loadClass("fish.payara.micro.PayaraMicroRuntime");
            Object runtime = server.loadClass("fish.payara.micro.boot.PayaraMicroBoot")
                    .getMethod("getRuntime")
                    .invoke(micro);
            if (request.getPathInfo().equals("/deploy")) {
                boolean deployed =
                        (boolean) runtimeType.getMethod("deploy", File.class).invoke(runtime, new File(operand));
                response.setStatus(deployed ? 200 : 409);
            } else {
                runtimeType.getMethod("undeploy", String.class).invoke(runtime, operand);
            }
        } catch (ReflectiveOperationException e) {
            response.setStatus(500);
            e.printStackTrace(response.getWriter());
        }
    }
}
