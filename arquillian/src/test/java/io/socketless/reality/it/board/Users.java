package io.socketless.reality.it.board;

import static jakarta.security.enterprise.identitystore.CredentialValidationResult.INVALID_RESULT;

import jakarta.annotation.security.DeclareRoles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;

/** Two users, {@code writer} and {@code reader}, each with a role of that name; the password is {@code password}. */
@BasicAuthenticationMechanismDefinition(realmName = "board")
@DeclareRoles({"reader", "writer"})
@ApplicationScoped
public class Users implements IdentityStore {

    @Override
    public CredentialValidationResult validate(Credential credential) {
        if (credential instanceof UsernamePasswordCredential login
                && Set.of("reader", "writer").contains(login.getCaller())
                && login.getPasswordAsString().equals("password")) {
            return new CredentialValidationResult(login.getCaller(), Set.of(login.getCaller()));
        }
        return INVALID_RESULT;
    }
}
