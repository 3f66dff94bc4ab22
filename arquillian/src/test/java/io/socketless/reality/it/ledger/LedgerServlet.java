package io.socketless.reality.it.ledger;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Changes all accounts. */
@WebServlet("/ledger")
public class LedgerServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    private transient Ledger ledger;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        try {
            ledger.write(
                    Way.valueOf(request.getParameter("way")),
                    request.getParameter("text"),
                    Ledger.End.valueOf(request.getParameter("end")));
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
