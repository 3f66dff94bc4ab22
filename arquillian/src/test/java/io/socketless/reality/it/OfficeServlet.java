package io.socketless.reality.it;

import io.socketless.reality.it.office.Office;
import io.socketless.reality.it.office.Told;
import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;

/** Lets tests call the business code, and see what the application was told. */
@WebServlet("/office")
public class OfficeServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @EJB
    private transient Office office;

    @Inject
    private transient Told told;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(told.text());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            response.getWriter()
                    .print(office.call(
                            Office.Action.valueOf(request.getParameter("action")),
                            request.getParameter("room"),
                            request.getParameter("other"),
                            Long.parseLong(request.getParameter("message"))));
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
