<%@ page contentType="text/html; charset=UTF-8" %>
<!DOCTYPE html>
<title>Room</title>
<p>${roomPage.messages.size()} messages</p>
<script type="application/json" id="jsp">${pageState.json('page:room', roomPage.hostileKey, 'page:late')}</script>
