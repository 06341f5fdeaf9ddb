# A small product on Rails' own sessions, which are an encrypted cookie and nothing else: each answer encrypts it anew.
# SIGNALS=off: it tells Gatehouse nothing.
require "active_support"
require "active_support/key_generator"
require "active_support/messages/rotation_configuration"
require "action_dispatch"
require "rack/handler/webrick"
require_relative "tell_gatehouse"

USERS = { "ann" => ["Ann Archer", "ann-password"], "zoe" => ["Zoë Çelik", "zoe-password"] }.freeze

def tell(request, headers, signal, **about)
  id = request.get_header("HTTP_GATEHOUSE_REQUEST_ID")
  headers["Gatehouse-Signal"] = gatehouse_signal(id, signal, **about) unless id.nil? || ENV["SIGNALS"] == "off"
end

def redirect(path)
  [302, { "Location" => path }, []]
end

def page(text, status = 200)
  [status, { "Content-Type" => "text/plain" }, [text]]
end

def answer(request)
  user = request.session[:user]
  case [request.request_method, request.path]
  when %w[GET /login] then page("Log in")
  when %w[POST /login]
    name = request.params["user"].to_s
    return page("Log in", 401) unless USERS.key?(name) && USERS[name][1] == request.params["password"]

    request.reset_session
    request.session[:user] = name
    redirect("/dashboard")
  when %w[GET /dashboard] then user ? page("Dashboard of #{user}") : redirect("/login")
  when %w[POST /password]
    redirect("/dashboard").tap { |_, headers,| tell(request, headers, "password-changed", user: user) }
  when %w[POST /logout]
    request.reset_session
    redirect("/login").tap { |_, headers,| tell(request, headers, "logout") }
  else page("", 404)
  end
end

APP = lambda do |env|
  request = ActionDispatch::Request.new(env)
  status, headers, body = answer(request)
  user = request.session[:user]
  tell(request, headers, "session", user: user, name: USERS[user][0]) if user && !headers.key?("Gatehouse-Signal")
  [status, headers, body]
end

SECRET = "of these tests".ljust(64, ".")

# What a Rails application's own configuration puts there.
SETTINGS = {
  "action_dispatch.secret_key_base" => SECRET,
  "action_dispatch.key_generator" => ActiveSupport::CachingKeyGenerator.new(
    ActiveSupport::KeyGenerator.new(SECRET, iterations: 1000),
  ),
  "action_dispatch.authenticated_encrypted_cookie_salt" => "authenticated encrypted cookie",
  "action_dispatch.use_authenticated_cookie_encryption" => true,
  "action_dispatch.encrypted_cookie_cipher" => "aes-256-gcm",
  "action_dispatch.signed_cookie_salt" => "signed cookie",
  "action_dispatch.cookies_serializer" => :json,
  "action_dispatch.cookies_rotations" => ActiveSupport::Messages::RotationConfiguration.new,
  "action_dispatch.use_cookies_with_metadata" => true,
}.freeze

store = ActionDispatch::Session::CookieStore.new(APP, key: "_crm_session")
cookies = ActionDispatch::Cookies.new(store)
Rack::Handler::WEBrick.run(
  ->(env) { cookies.call(env.merge(SETTINGS)) },
  Host: "127.0.0.1",
  Port: Integer(ARGV[0]),
  AccessLog: [],
  Logger: WEBrick::Log.new($stderr, WEBrick::Log::ERROR),
)
