<?php

/** tell_gatehouse('session', ['user' => '42', 'name' => 'Zoë', 'two_factor' => true]); before any output */
function tell_gatehouse(string $signal, array $about = []): void
{
    $id = $_SERVER['HTTP_GATEHOUSE_REQUEST_ID'] ?? null;
    if ($id === null) {
        return; // there is no Gatehouse in front
    }
    foreach ([...$about, 'request' => $id] as $key => $value) {
        $signal .= "; $key=" . write_gatehouse($value);
    }
    header("Gatehouse-Signal: $signal", false);
}

/** RFC 9651: a Boolean, a String, or a Display String for what is not ASCII. */
function write_gatehouse(string|bool $value): string
{
    if (is_bool($value)) {
        return $value ? '?1' : '?0';
    }
    if (preg_match('/^[ -~]*$/D', $value)) {
        return '"' . addcslashes($value, '"\\') . '"';
    }
    return '%"' . preg_replace_callback('/%../', fn ($octet) => strtolower($octet[0]), rawurlencode($value)) . '"';
}
