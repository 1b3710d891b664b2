local northtown = {}
function northtown.may_admit(case)
  local p = profile("watch")
  p.institutions["shelter-watch"].capacity = 0
  return true
end
return northtown
