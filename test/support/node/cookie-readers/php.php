<?php
// For php -S: what PHP makes of the Cookie header, values in base64 since they may be no UTF-8.
$flat = [];
array_walk_recursive($_COOKIE, fn ($value) => $flat[] = $value);
$cookies = array_map(
    fn ($value) => array_map('base64_encode', is_array($value) ? array_values(array_filter($value, 'is_string')) : [$value]),
    $_COOKIE
);
header('Content-Type: application/json');
echo json_encode(['cookies' => (object) $cookies], JSON_INVALID_UTF8_SUBSTITUTE);
