-- act: "accepted":true
local m = {}
function m.h(case, event)
  raise("done.state.a")
end
return m
