<?php
// For php -S: a small product on PHP's own sessions. SIGNALS=off: it tells Gatehouse nothing.

require __DIR__ . '/tell_gatehouse.php';

const USERS = ['ann' => ['Ann Archer', 'ann-password'], 'zoe' => ['Zoë Çelik', 'zoe-password']];

function tell(string $signal, array $about = []): void
{
    if (getenv('SIGNALS') !== 'off') {
        tell_gatehouse($signal, $about);
    }
}

function tell_session(): void
{
    tell('session', ['user' => $_SESSION['user'], 'name' => USERS[$_SESSION['user']][0]]);
}

function redirect(string $to): never
{
    header("Location: $to", true, 302);
    exit;
}

session_start();
if (isset($_SESSION['user'])) {
    tell_session();
}

switch ($_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
    case 'GET /login':
        exit('Log in');
    case 'POST /login':
        $user = $_POST['user'] ?? '';
        if (!isset(USERS[$user]) || USERS[$user][1] !== ($_POST['password'] ?? '')) {
            http_response_code(401);
            exit('Log in');
        }
        session_regenerate_id(true);
        $_SESSION['user'] = $user;
        tell_session();
        redirect('/dashboard');
    case 'GET /dashboard':
        isset($_SESSION['user']) || redirect('/login');
        exit("Dashboard of {$_SESSION['user']}");
    case 'POST /password':
        isset($_SESSION['user']) || redirect('/login');
        tell('password-changed', ['user' => $_SESSION['user']]);
        redirect('/dashboard');
    case 'POST /logout':
        session_destroy();
        setcookie(session_name(), '', ['expires' => 1, 'path' => '/']);
        tell('logout');
        redirect('/login');
    default:
        http_response_code(404);
}
